-- Written by hand around drizzle-kit's statements: which community each old row belongs to, and the first heads and lanes.
CREATE TABLE `heads` (
	`communityId` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`lastId` integer NOT NULL,
	`events` integer NOT NULL,
	`hash` text NOT NULL
);--> statement-breakpoint
CREATE TABLE `lanes` (
	`communityId` text NOT NULL,
	`chatId` integer NOT NULL,
	`seq` integer NOT NULL,
	`cursor` integer NOT NULL,
	`emptied` integer NOT NULL,
	PRIMARY KEY(`communityId`, `chatId`)
);--> statement-breakpoint
insert into "heads" ("communityId", "version", "lastId", "events", "hash") select "id", 0, (select coalesce(max("n"), 0) from (select max("id") as "n" from "ballots" union all select max("id") as "n" from "digests" union all select max("id") as "n" from "households" union all select max("id") as "n" from "outbox" union all select max("id") as "n" from "polls" union all select max("id") as "n" from "shifts" union all select max("id") as "n" from "signups" union all select max("id") as "n" from "suggestions" union all select max("id") as "n" from "works") as "given"), 0, '' from "communities";--> statement-breakpoint
CREATE TABLE `__new_ballots` (
	`communityId` text NOT NULL,
	`id` integer NOT NULL,
	`pollId` integer NOT NULL,
	`memberId` text NOT NULL,
	`home` text,
	`choice` text NOT NULL,
	`at` integer NOT NULL,
	`messageId` text NOT NULL,
	`counted` integer NOT NULL,
	`reason` text,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_ballots`("communityId", "id", "pollId", "memberId", "home", "choice", "at", "messageId", "counted", "reason") SELECT coalesce((select p."communityId" from "polls" p where p."id" = "ballots"."pollId"), ''), "id", "pollId", "memberId", "home", "choice", "at", "messageId", "counted", "reason" FROM `ballots`;--> statement-breakpoint
DROP TABLE `ballots`;--> statement-breakpoint
ALTER TABLE `__new_ballots` RENAME TO `ballots`;--> statement-breakpoint
CREATE INDEX `ballots_communityId_memberId_pollId_index` ON `ballots` (`communityId`,`memberId`,`pollId`);--> statement-breakpoint
CREATE INDEX `ballots_communityId_pollId_home_index` ON `ballots` (`communityId`,`pollId`,`home`);--> statement-breakpoint
DROP INDEX `chats_groupId_index`;--> statement-breakpoint
DROP INDEX `chats_memberId_index`;--> statement-breakpoint
ALTER TABLE `chats` ADD `communityId` text NOT NULL DEFAULT '';--> statement-breakpoint
update "chats" set "communityId" = coalesce((select g."communityId" from "groups" g where g."id" = "chats"."groupId"), (select m."communityId" from "members" m where m."id" = "chats"."memberId"), case "kind" when 'system' then "account" else '' end);--> statement-breakpoint
insert into "lanes" ("communityId", "chatId", "seq", "cursor", "emptied") select "communityId", "id", "seq", "cursor", 0 from "chats";--> statement-breakpoint
CREATE INDEX `chats_communityId_groupId_index` ON `chats` (`communityId`,`groupId`);--> statement-breakpoint
CREATE INDEX `chats_communityId_memberId_index` ON `chats` (`communityId`,`memberId`);--> statement-breakpoint
ALTER TABLE `chats` DROP COLUMN `seq`;--> statement-breakpoint
ALTER TABLE `chats` DROP COLUMN `cursor`;--> statement-breakpoint
CREATE TABLE `__new_groups` (
	`id` text NOT NULL,
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`scope` text NOT NULL,
	`building` text,
	`unit` text,
	`chatId` integer NOT NULL,
	`createdAt` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_groups`("id", "communityId", "name", "scope", "building", "unit", "chatId", "createdAt") SELECT "id", "communityId", "name", "scope", "building", "unit", "chatId", "createdAt" FROM `groups`;--> statement-breakpoint
DROP TABLE `groups`;--> statement-breakpoint
ALTER TABLE `__new_groups` RENAME TO `groups`;--> statement-breakpoint
DROP INDEX `identities_memberId_index`;--> statement-breakpoint
ALTER TABLE `identities` ADD `communityId` text NOT NULL DEFAULT '';--> statement-breakpoint
update "identities" set "communityId" = coalesce((select m."communityId" from "members" m where m."id" = "identities"."memberId"), '');--> statement-breakpoint
CREATE INDEX `identities_communityId_memberId_index` ON `identities` (`communityId`,`memberId`);--> statement-breakpoint
CREATE TABLE `__new_inbox` (
	`communityId` text NOT NULL,
	`chatId` integer NOT NULL,
	`seq` integer NOT NULL,
	`adapter` text NOT NULL,
	`account` text NOT NULL,
	`extId` text NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`sentAt` integer NOT NULL,
	`receivedAt` integer NOT NULL,
	`memberId` text,
	`outcome` text,
	`attempts` integer NOT NULL,
	`error` text,
	PRIMARY KEY(`communityId`, `chatId`, `seq`)
);--> statement-breakpoint
INSERT INTO `__new_inbox`("communityId", "chatId", "seq", "adapter", "account", "extId", "kind", "payload", "sentAt", "receivedAt", "memberId", "outcome", "attempts", "error") SELECT coalesce((select c."communityId" from "chats" c where c."id" = "inbox"."chatId"), ''), "chatId", "seq", "adapter", "account", "extId", "kind", "payload", "sentAt", "receivedAt", "memberId", "outcome", "attempts", "error" FROM `inbox`;--> statement-breakpoint
DROP TABLE `inbox`;--> statement-breakpoint
ALTER TABLE `__new_inbox` RENAME TO `inbox`;--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_communityId_adapter_account_extId_unique` ON `inbox` (`communityId`,`adapter`,`account`,`extId`);--> statement-breakpoint
CREATE TABLE `__new_members` (
	`id` text NOT NULL,
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`wantsDigest` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`forgottenAt` integer,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_members`("id", "communityId", "name", "wantsDigest", "createdAt", "forgottenAt") SELECT "id", "communityId", "name", "wantsDigest", "createdAt", "forgottenAt" FROM `members`;--> statement-breakpoint
DROP TABLE `members`;--> statement-breakpoint
ALTER TABLE `__new_members` RENAME TO `members`;--> statement-breakpoint
CREATE TABLE `__new_memberships` (
	`communityId` text NOT NULL,
	`memberId` text NOT NULL,
	`groupId` text NOT NULL,
	`card` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `memberId`, `groupId`)
);--> statement-breakpoint
INSERT INTO `__new_memberships`("communityId", "memberId", "groupId", "card", "at") SELECT coalesce((select g."communityId" from "groups" g where g."id" = "memberships"."groupId"), ''), "memberId", "groupId", "card", "at" FROM `memberships`;--> statement-breakpoint
DROP TABLE `memberships`;--> statement-breakpoint
ALTER TABLE `__new_memberships` RENAME TO `memberships`;--> statement-breakpoint
CREATE INDEX `memberships_communityId_groupId_index` ON `memberships` (`communityId`,`groupId`);--> statement-breakpoint
CREATE TABLE `__new_outbox` (
	`communityId` text NOT NULL,
	`id` integer NOT NULL,
	`key` text NOT NULL,
	`chatId` integer NOT NULL,
	`adapter` text,
	`account` text,
	`payload` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`notBefore` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`settledAt` integer,
	`nativeId` text,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_outbox`("communityId", "id", "key", "chatId", "adapter", "account", "payload", "status", "attempts", "notBefore", "createdAt", "settledAt", "nativeId") SELECT coalesce((select c."communityId" from "chats" c where c."id" = "outbox"."chatId"), ''), "id", "key", "chatId", "adapter", "account", "payload", "status", "attempts", "notBefore", "createdAt", "settledAt", "nativeId" FROM `outbox`;--> statement-breakpoint
DROP TABLE `outbox`;--> statement-breakpoint
ALTER TABLE `__new_outbox` RENAME TO `outbox`;--> statement-breakpoint
CREATE INDEX `outbox_status_adapter_account_index` ON `outbox` (`status`,`adapter`,`account`);--> statement-breakpoint
CREATE INDEX `outbox_communityId_chatId_status_index` ON `outbox` (`communityId`,`chatId`,`status`);--> statement-breakpoint
CREATE INDEX `outbox_communityId_chatId_nativeId_index` ON `outbox` (`communityId`,`chatId`,`nativeId`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_communityId_key_unique` ON `outbox` (`communityId`,`key`);--> statement-breakpoint
CREATE TABLE `__new_polls` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`number` integer NOT NULL,
	`groupId` text NOT NULL,
	`title` text NOT NULL,
	`options` text NOT NULL,
	`anonymous` integer NOT NULL,
	`multiple` integer NOT NULL,
	`perHome` integer NOT NULL,
	`hidden` integer NOT NULL,
	`buildings` text,
	`status` text NOT NULL,
	`createdBy` text NOT NULL,
	`openedAt` integer NOT NULL,
	`closesAt` integer NOT NULL,
	`closedAt` integer,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_polls`("id", "communityId", "number", "groupId", "title", "options", "anonymous", "multiple", "perHome", "hidden", "buildings", "status", "createdBy", "openedAt", "closesAt", "closedAt") SELECT "id", "communityId", "number", "groupId", "title", "options", "anonymous", "multiple", "perHome", "hidden", "buildings", "status", "createdBy", "openedAt", "closesAt", "closedAt" FROM `polls`;--> statement-breakpoint
DROP TABLE `polls`;--> statement-breakpoint
ALTER TABLE `__new_polls` RENAME TO `polls`;--> statement-breakpoint
CREATE INDEX `polls_communityId_groupId_status_index` ON `polls` (`communityId`,`groupId`,`status`);--> statement-breakpoint
CREATE INDEX `polls_communityId_status_index` ON `polls` (`communityId`,`status`);--> statement-breakpoint
CREATE UNIQUE INDEX `polls_communityId_number_unique` ON `polls` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `__new_shifts` (
	`communityId` text NOT NULL,
	`id` integer NOT NULL,
	`workId` integer NOT NULL,
	`label` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`places` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_shifts`("communityId", "id", "workId", "label", "start", "end", "places") SELECT coalesce((select w."communityId" from "works" w where w."id" = "shifts"."workId"), ''), "id", "workId", "label", "start", "end", "places" FROM `shifts`;--> statement-breakpoint
DROP TABLE `shifts`;--> statement-breakpoint
ALTER TABLE `__new_shifts` RENAME TO `shifts`;--> statement-breakpoint
CREATE INDEX `shifts_communityId_workId_index` ON `shifts` (`communityId`,`workId`);--> statement-breakpoint
CREATE TABLE `__new_signups` (
	`communityId` text NOT NULL,
	`id` integer NOT NULL,
	`workId` integer NOT NULL,
	`shiftId` integer NOT NULL,
	`memberId` text NOT NULL,
	`home` text,
	`status` text NOT NULL,
	`onBehalfOf` text,
	`at` integer NOT NULL,
	`messageId` text NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_signups`("communityId", "id", "workId", "shiftId", "memberId", "home", "status", "onBehalfOf", "at", "messageId") SELECT coalesce((select w."communityId" from "works" w where w."id" = "signups"."workId"), ''), "id", "workId", "shiftId", "memberId", "home", "status", "onBehalfOf", "at", "messageId" FROM `signups`;--> statement-breakpoint
DROP TABLE `signups`;--> statement-breakpoint
ALTER TABLE `__new_signups` RENAME TO `signups`;--> statement-breakpoint
CREATE INDEX `signups_communityId_shiftId_status_index` ON `signups` (`communityId`,`shiftId`,`status`);--> statement-breakpoint
CREATE INDEX `signups_communityId_workId_index` ON `signups` (`communityId`,`workId`);--> statement-breakpoint
CREATE INDEX `signups_communityId_memberId_status_index` ON `signups` (`communityId`,`memberId`,`status`);--> statement-breakpoint
CREATE TABLE `__new_suggestions` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`number` integer NOT NULL,
	`status` text NOT NULL,
	`text` text NOT NULL,
	`authorId` text NOT NULL,
	`home` text,
	`groupId` text,
	`private` integer NOT NULL,
	`category` text NOT NULL,
	`place` text,
	`unit` text,
	`createdAt` integer NOT NULL,
	`dueAt` integer NOT NULL,
	`closedAt` integer,
	`outcome` text,
	`mergedInto` integer,
	`messageId` text,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_suggestions`("id", "communityId", "number", "status", "text", "authorId", "home", "groupId", "private", "category", "place", "unit", "createdAt", "dueAt", "closedAt", "outcome", "mergedInto", "messageId") SELECT "id", "communityId", "number", "status", "text", "authorId", "home", "groupId", "private", "category", "place", "unit", "createdAt", "dueAt", "closedAt", "outcome", "mergedInto", "messageId" FROM `suggestions`;--> statement-breakpoint
DROP TABLE `suggestions`;--> statement-breakpoint
ALTER TABLE `__new_suggestions` RENAME TO `suggestions`;--> statement-breakpoint
CREATE INDEX `suggestions_communityId_authorId_index` ON `suggestions` (`communityId`,`authorId`);--> statement-breakpoint
CREATE INDEX `suggestions_communityId_mergedInto_index` ON `suggestions` (`communityId`,`mergedInto`);--> statement-breakpoint
CREATE UNIQUE INDEX `suggestions_communityId_number_unique` ON `suggestions` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `__new_timers` (
	`key` text NOT NULL,
	`communityId` text NOT NULL,
	`groupId` text,
	`kind` text NOT NULL,
	`subject` integer NOT NULL,
	`dueAt` integer NOT NULL,
	`firedAt` integer,
	PRIMARY KEY(`communityId`, `key`)
);--> statement-breakpoint
INSERT INTO `__new_timers`("key", "communityId", "groupId", "kind", "subject", "dueAt", "firedAt") SELECT "key", "communityId", "groupId", "kind", "subject", "dueAt", "firedAt" FROM `timers`;--> statement-breakpoint
DROP TABLE `timers`;--> statement-breakpoint
ALTER TABLE `__new_timers` RENAME TO `timers`;--> statement-breakpoint
CREATE INDEX `timers_firedAt_dueAt_index` ON `timers` (`firedAt`,`dueAt`);--> statement-breakpoint
CREATE INDEX `timers_communityId_kind_subject_index` ON `timers` (`communityId`,`kind`,`subject`);--> statement-breakpoint
CREATE TABLE `__new_works` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`number` integer NOT NULL,
	`groupId` text NOT NULL,
	`title` text NOT NULL,
	`place` text NOT NULL,
	`requirements` text NOT NULL,
	`payFen` integer NOT NULL,
	`payPer` text NOT NULL,
	`status` text NOT NULL,
	`createdBy` text NOT NULL,
	`createdAt` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_works`("id", "communityId", "number", "groupId", "title", "place", "requirements", "payFen", "payPer", "status", "createdBy", "createdAt") SELECT "id", "communityId", "number", "groupId", "title", "place", "requirements", "payFen", "payPer", "status", "createdBy", "createdAt" FROM `works`;--> statement-breakpoint
DROP TABLE `works`;--> statement-breakpoint
ALTER TABLE `__new_works` RENAME TO `works`;--> statement-breakpoint
CREATE INDEX `works_communityId_groupId_status_index` ON `works` (`communityId`,`groupId`,`status`);--> statement-breakpoint
CREATE INDEX `works_communityId_status_index` ON `works` (`communityId`,`status`);--> statement-breakpoint
CREATE UNIQUE INDEX `works_communityId_number_unique` ON `works` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `__new_questions` (
	`communityId` text NOT NULL,
	`chatId` integer NOT NULL,
	`memberId` text NOT NULL,
	`question` text NOT NULL,
	`messageId` text NOT NULL,
	`expiresAt` integer NOT NULL,
	PRIMARY KEY(`communityId`, `chatId`, `memberId`)
);--> statement-breakpoint
INSERT INTO `__new_questions`("communityId", "chatId", "memberId", "question", "messageId", "expiresAt") SELECT coalesce((select m."communityId" from "members" m where m."id" = "questions"."memberId"), ''), "chatId", "memberId", "question", "messageId", "expiresAt" FROM `questions`;--> statement-breakpoint
DROP TABLE `questions`;--> statement-breakpoint
ALTER TABLE `__new_questions` RENAME TO `questions`;--> statement-breakpoint
CREATE TABLE `__new_residencies` (
	`memberId` text NOT NULL,
	`communityId` text NOT NULL,
	`home` text NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `memberId`, `home`)
);--> statement-breakpoint
INSERT INTO `__new_residencies`("memberId", "communityId", "home", "status", "source", "at") SELECT "memberId", "communityId", "home", "status", "source", "at" FROM `residencies`;--> statement-breakpoint
DROP TABLE `residencies`;--> statement-breakpoint
ALTER TABLE `__new_residencies` RENAME TO `residencies`;--> statement-breakpoint
CREATE INDEX `residencies_communityId_home_index` ON `residencies` (`communityId`,`home`);--> statement-breakpoint
CREATE TABLE `__new_roles` (
	`communityId` text NOT NULL,
	`memberId` text NOT NULL,
	`role` text NOT NULL,
	`grantedAt` integer NOT NULL,
	`grantedBy` text NOT NULL,
	PRIMARY KEY(`communityId`, `memberId`, `role`)
);--> statement-breakpoint
INSERT INTO `__new_roles`("communityId", "memberId", "role", "grantedAt", "grantedBy") SELECT coalesce((select m."communityId" from "members" m where m."id" = "roles"."memberId"), ''), "memberId", "role", "grantedAt", "grantedBy" FROM `roles`;--> statement-breakpoint
DROP TABLE `roles`;--> statement-breakpoint
ALTER TABLE `__new_roles` RENAME TO `roles`;--> statement-breakpoint
CREATE TABLE `__new_speech` (
	`communityId` text NOT NULL,
	`groupId` text NOT NULL,
	`day` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`communityId`, `groupId`, `day`)
);--> statement-breakpoint
INSERT INTO `__new_speech`("communityId", "groupId", "day", "count") SELECT coalesce((select g."communityId" from "groups" g where g."id" = "speech"."groupId"), ''), "groupId", "day", "count" FROM `speech`;--> statement-breakpoint
DROP TABLE `speech`;--> statement-breakpoint
ALTER TABLE `__new_speech` RENAME TO `speech`;--> statement-breakpoint
CREATE TABLE `__new_digests` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`groupId` text,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	`late` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_digests`("id", "communityId", "groupId", "at", "text", "late") SELECT "id", "communityId", "groupId", "at", "text", "late" FROM `digests`;--> statement-breakpoint
DROP TABLE `digests`;--> statement-breakpoint
ALTER TABLE `__new_digests` RENAME TO `digests`;--> statement-breakpoint
CREATE INDEX `digests_communityId_at_index` ON `digests` (`communityId`,`at`);--> statement-breakpoint
CREATE TABLE `__new_households` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`home` text NOT NULL,
	`building` text NOT NULL,
	`unit` text,
	`room` text NOT NULL,
	`area` integer,
	`areaSource` text,
	`owners` text NOT NULL,
	`phones` text NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);--> statement-breakpoint
INSERT INTO `__new_households`("id", "communityId", "home", "building", "unit", "room", "area", "areaSource", "owners", "phones") SELECT "id", "communityId", "home", "building", "unit", "room", "area", "areaSource", "owners", "phones" FROM `households`;--> statement-breakpoint
DROP TABLE `households`;--> statement-breakpoint
ALTER TABLE `__new_households` RENAME TO `households`;--> statement-breakpoint
CREATE UNIQUE INDEX `households_communityId_home_unique` ON `households` (`communityId`,`home`);--> statement-breakpoint
CREATE TABLE `__new_marks` (
	`communityId` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `key`)
);--> statement-breakpoint
INSERT INTO `__new_marks`("communityId", "key", "at") SELECT coalesce((select c."id" from "communities" c where substr("marks"."key", 1, length(c."id") + 1) = c."id" || ':' order by length(c."id") desc limit 1), ''), case coalesce((select c."id" from "communities" c where substr("marks"."key", 1, length(c."id") + 1) = c."id" || ':' order by length(c."id") desc limit 1), '') when '' then "key" else substr("key", length(coalesce((select c."id" from "communities" c where substr("marks"."key", 1, length(c."id") + 1) = c."id" || ':' order by length(c."id") desc limit 1), '')) + 2) end, "at" FROM `marks`;--> statement-breakpoint
DROP TABLE `marks`;--> statement-breakpoint
ALTER TABLE `__new_marks` RENAME TO `marks`;--> statement-breakpoint
CREATE TABLE `__new_tallies` (
	`communityId` text NOT NULL,
	`pollId` integer NOT NULL,
	`at` integer NOT NULL,
	`unseen` integer NOT NULL,
	`sum` text,
	`timerAt` integer,
	PRIMARY KEY(`communityId`, `pollId`)
);--> statement-breakpoint
INSERT INTO `__new_tallies`("communityId", "pollId", "at", "unseen", "sum", "timerAt") SELECT coalesce((select p."communityId" from "polls" p where p."id" = "tallies"."pollId"), ''), "pollId", "at", "unseen", null, null FROM `tallies`;--> statement-breakpoint
DROP TABLE `tallies`;--> statement-breakpoint
ALTER TABLE `__new_tallies` RENAME TO `tallies`;--> statement-breakpoint
CREATE TABLE `__new_events` (
	`communityId` text NOT NULL,
	`seq` integer NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`messageId` text,
	`subject` text NOT NULL,
	`data` text NOT NULL,
	`digest` text NOT NULL,
	`salt` text,
	`hash` text NOT NULL,
	PRIMARY KEY(`communityId`, `seq`)
);--> statement-breakpoint
INSERT INTO `__new_events`("communityId", "seq", "at", "type", "actor", "messageId", "subject", "data", "digest", "salt", "hash") SELECT "communityId", row_number() over (partition by "communityId" order by "id"), "at", "type", "actor", "messageId", "subject", "data", '', null, '' FROM `events`;--> statement-breakpoint
DROP TABLE `events`;--> statement-breakpoint
ALTER TABLE `__new_events` RENAME TO `events`;--> statement-breakpoint
CREATE INDEX `events_communityId_subject_index` ON `events` (`communityId`,`subject`);--> statement-breakpoint
CREATE INDEX `events_communityId_type_index` ON `events` (`communityId`,`type`);--> statement-breakpoint
delete from "counters" where "name" = 'scrubbed';
