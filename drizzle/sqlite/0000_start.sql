CREATE TABLE `ballots` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`pollId` integer NOT NULL,
	`memberId` text NOT NULL,
	`home` text,
	`choice` text NOT NULL,
	`at` integer NOT NULL,
	`messageId` text NOT NULL,
	`counted` integer NOT NULL,
	`reason` text
);
--> statement-breakpoint
CREATE INDEX `ballots_pollId_counted_index` ON `ballots` (`pollId`,`counted`);--> statement-breakpoint
CREATE INDEX `ballots_pollId_memberId_counted_index` ON `ballots` (`pollId`,`memberId`,`counted`);--> statement-breakpoint
CREATE INDEX `ballots_pollId_home_counted_index` ON `ballots` (`pollId`,`home`,`counted`);--> statement-breakpoint
CREATE TABLE `chats` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`adapter` text NOT NULL,
	`account` text NOT NULL,
	`epoch` text NOT NULL,
	`nativeId` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`groupId` text,
	`memberId` text,
	`seq` integer NOT NULL,
	`cursor` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `chats_groupId_index` ON `chats` (`groupId`);--> statement-breakpoint
CREATE INDEX `chats_memberId_index` ON `chats` (`memberId`);--> statement-breakpoint
CREATE UNIQUE INDEX `chats_adapter_account_epoch_kind_nativeId_unique` ON `chats` (`adapter`,`account`,`epoch`,`kind`,`nativeId`);--> statement-breakpoint
CREATE TABLE `communities` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`timezone` text NOT NULL,
	`dueDays` integer NOT NULL,
	`demo` integer NOT NULL,
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`value` integer NOT NULL,
	PRIMARY KEY(`communityId`, `name`)
);
--> statement-breakpoint
CREATE TABLE `digests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`communityId` text NOT NULL,
	`groupId` text,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	`late` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `digests_communityId_at_index` ON `digests` (`communityId`,`at`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`communityId` text NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`actor` text NOT NULL,
	`messageId` text,
	`subject` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `events_communityId_subject_index` ON `events` (`communityId`,`subject`);--> statement-breakpoint
CREATE INDEX `events_communityId_type_index` ON `events` (`communityId`,`type`);--> statement-breakpoint
CREATE TABLE `gaps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`adapter` text NOT NULL,
	`account` text NOT NULL,
	`from` integer NOT NULL,
	`to` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gaps_adapter_account_from_unique` ON `gaps` (`adapter`,`account`,`from`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`scope` text NOT NULL,
	`building` text,
	`unit` text,
	`chatId` integer NOT NULL,
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `groups_communityId_index` ON `groups` (`communityId`);--> statement-breakpoint
CREATE TABLE `households` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`communityId` text NOT NULL,
	`home` text NOT NULL,
	`building` text NOT NULL,
	`unit` text,
	`room` text NOT NULL,
	`area` integer,
	`areaSource` text,
	`owners` text NOT NULL,
	`phones` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `households_communityId_home_unique` ON `households` (`communityId`,`home`);--> statement-breakpoint
CREATE TABLE `identities` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`adapter` text NOT NULL,
	`account` text NOT NULL,
	`epoch` text NOT NULL,
	`nativeId` text NOT NULL,
	`memberId` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `identities_memberId_index` ON `identities` (`memberId`);--> statement-breakpoint
CREATE UNIQUE INDEX `identities_adapter_account_epoch_nativeId_unique` ON `identities` (`adapter`,`account`,`epoch`,`nativeId`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	`error` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_adapter_account_extId_unique` ON `inbox` (`adapter`,`account`,`extId`);--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_chatId_seq_unique` ON `inbox` (`chatId`,`seq`);--> statement-breakpoint
CREATE TABLE `marks` (
	`key` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `members` (
	`id` text PRIMARY KEY NOT NULL,
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`wantsDigest` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`forgottenAt` integer
);
--> statement-breakpoint
CREATE INDEX `members_communityId_index` ON `members` (`communityId`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`memberId` text NOT NULL,
	`groupId` text NOT NULL,
	`card` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`memberId`, `groupId`)
);
--> statement-breakpoint
CREATE INDEX `memberships_groupId_index` ON `memberships` (`groupId`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`key` text NOT NULL,
	`chatId` integer NOT NULL,
	`payload` text NOT NULL,
	`status` text NOT NULL,
	`attempts` integer NOT NULL,
	`notBefore` integer NOT NULL,
	`createdAt` integer NOT NULL,
	`settledAt` integer,
	`nativeId` text
);
--> statement-breakpoint
CREATE INDEX `outbox_status_chatId_index` ON `outbox` (`status`,`chatId`);--> statement-breakpoint
CREATE INDEX `outbox_chatId_nativeId_index` ON `outbox` (`chatId`,`nativeId`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_key_unique` ON `outbox` (`key`);--> statement-breakpoint
CREATE TABLE `polls` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	`closedAt` integer
);
--> statement-breakpoint
CREATE INDEX `polls_groupId_status_index` ON `polls` (`groupId`,`status`);--> statement-breakpoint
CREATE INDEX `polls_communityId_status_index` ON `polls` (`communityId`,`status`);--> statement-breakpoint
CREATE UNIQUE INDEX `polls_communityId_number_unique` ON `polls` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `questions` (
	`chatId` integer NOT NULL,
	`memberId` text NOT NULL,
	`question` text NOT NULL,
	`messageId` text NOT NULL,
	`expiresAt` integer NOT NULL,
	PRIMARY KEY(`chatId`, `memberId`)
);
--> statement-breakpoint
CREATE TABLE `residencies` (
	`memberId` text NOT NULL,
	`communityId` text NOT NULL,
	`home` text NOT NULL,
	`status` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`memberId`, `home`)
);
--> statement-breakpoint
CREATE INDEX `residencies_communityId_home_index` ON `residencies` (`communityId`,`home`);--> statement-breakpoint
CREATE TABLE `roles` (
	`memberId` text NOT NULL,
	`role` text NOT NULL,
	`grantedAt` integer NOT NULL,
	`grantedBy` text NOT NULL,
	PRIMARY KEY(`memberId`, `role`)
);
--> statement-breakpoint
CREATE TABLE `shifts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workId` integer NOT NULL,
	`label` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`places` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `shifts_workId_index` ON `shifts` (`workId`);--> statement-breakpoint
CREATE TABLE `signups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workId` integer NOT NULL,
	`shiftId` integer NOT NULL,
	`memberId` text NOT NULL,
	`home` text,
	`status` text NOT NULL,
	`onBehalfOf` text,
	`at` integer NOT NULL,
	`messageId` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `signups_shiftId_status_index` ON `signups` (`shiftId`,`status`);--> statement-breakpoint
CREATE INDEX `signups_workId_index` ON `signups` (`workId`);--> statement-breakpoint
CREATE INDEX `signups_memberId_status_index` ON `signups` (`memberId`,`status`);--> statement-breakpoint
CREATE TABLE `speech` (
	`groupId` text NOT NULL,
	`day` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`groupId`, `day`)
);
--> statement-breakpoint
CREATE TABLE `suggestions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	`messageId` text
);
--> statement-breakpoint
CREATE INDEX `suggestions_authorId_index` ON `suggestions` (`authorId`);--> statement-breakpoint
CREATE INDEX `suggestions_communityId_mergedInto_index` ON `suggestions` (`communityId`,`mergedInto`);--> statement-breakpoint
CREATE UNIQUE INDEX `suggestions_communityId_number_unique` ON `suggestions` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `tallies` (
	`pollId` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`unseen` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `timers` (
	`key` text PRIMARY KEY NOT NULL,
	`communityId` text NOT NULL,
	`groupId` text,
	`kind` text NOT NULL,
	`subject` integer NOT NULL,
	`dueAt` integer NOT NULL,
	`firedAt` integer
);
--> statement-breakpoint
CREATE INDEX `timers_firedAt_dueAt_index` ON `timers` (`firedAt`,`dueAt`);--> statement-breakpoint
CREATE INDEX `timers_kind_subject_index` ON `timers` (`kind`,`subject`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`communityId` text NOT NULL,
	`memberId` text,
	`role` text NOT NULL,
	`expiresAt` integer NOT NULL,
	`usedAt` integer
);
--> statement-breakpoint
CREATE TABLE `works` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	`createdAt` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `works_groupId_status_index` ON `works` (`groupId`,`status`);--> statement-breakpoint
CREATE INDEX `works_communityId_status_index` ON `works` (`communityId`,`status`);--> statement-breakpoint
CREATE UNIQUE INDEX `works_communityId_number_unique` ON `works` (`communityId`,`number`);