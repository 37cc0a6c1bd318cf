-- Written by hand around drizzle-kit's statements: which community each old row belongs to, and the first heads and lanes.
CREATE TABLE "heads" (
	"communityId" text NOT NULL,
	"version" bigint NOT NULL,
	"lastId" bigint NOT NULL,
	"events" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "heads_communityId_pk" PRIMARY KEY("communityId")
);--> statement-breakpoint
CREATE TABLE "lanes" (
	"communityId" text NOT NULL,
	"chatId" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"cursor" bigint NOT NULL,
	"emptied" bigint NOT NULL,
	CONSTRAINT "lanes_communityId_chatId_pk" PRIMARY KEY("communityId","chatId")
);--> statement-breakpoint
insert into "heads" ("communityId", "version", "lastId", "events", "hash") select "id", 0, (select coalesce(max("n"), 0) from (select max("id") as "n" from "ballots" union all select max("id") as "n" from "digests" union all select max("id") as "n" from "households" union all select max("id") as "n" from "outbox" union all select max("id") as "n" from "polls" union all select max("id") as "n" from "shifts" union all select max("id") as "n" from "signups" union all select max("id") as "n" from "suggestions" union all select max("id") as "n" from "works") as "given"), 0, '' from "communities";--> statement-breakpoint
ALTER TABLE "inbox" DROP CONSTRAINT "inbox_adapter_account_extId_unique";--> statement-breakpoint
ALTER TABLE "inbox" DROP CONSTRAINT "inbox_chatId_seq_unique";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_key_unique";--> statement-breakpoint
DROP INDEX "ballots_pollId_counted_index";--> statement-breakpoint
DROP INDEX "ballots_pollId_memberId_counted_index";--> statement-breakpoint
DROP INDEX "ballots_pollId_home_counted_index";--> statement-breakpoint
DROP INDEX "chats_groupId_index";--> statement-breakpoint
DROP INDEX "chats_memberId_index";--> statement-breakpoint
DROP INDEX "groups_communityId_index";--> statement-breakpoint
DROP INDEX "identities_memberId_index";--> statement-breakpoint
DROP INDEX "members_communityId_index";--> statement-breakpoint
DROP INDEX "memberships_groupId_index";--> statement-breakpoint
DROP INDEX "outbox_chatId_status_index";--> statement-breakpoint
DROP INDEX "outbox_chatId_nativeId_index";--> statement-breakpoint
DROP INDEX "polls_groupId_status_index";--> statement-breakpoint
DROP INDEX "shifts_workId_index";--> statement-breakpoint
DROP INDEX "signups_shiftId_status_index";--> statement-breakpoint
DROP INDEX "signups_workId_index";--> statement-breakpoint
DROP INDEX "signups_memberId_status_index";--> statement-breakpoint
DROP INDEX "suggestions_authorId_index";--> statement-breakpoint
DROP INDEX "timers_kind_subject_index";--> statement-breakpoint
DROP INDEX "works_groupId_status_index";--> statement-breakpoint
ALTER TABLE "groups" DROP CONSTRAINT "groups_id_pk";--> statement-breakpoint
ALTER TABLE "marks" DROP CONSTRAINT "marks_key_pk";--> statement-breakpoint
ALTER TABLE "members" DROP CONSTRAINT "members_id_pk";--> statement-breakpoint
ALTER TABLE "memberships" DROP CONSTRAINT "memberships_memberId_groupId_pk";--> statement-breakpoint
ALTER TABLE "questions" DROP CONSTRAINT "questions_chatId_memberId_pk";--> statement-breakpoint
ALTER TABLE "residencies" DROP CONSTRAINT "residencies_memberId_home_pk";--> statement-breakpoint
ALTER TABLE "roles" DROP CONSTRAINT "roles_memberId_role_pk";--> statement-breakpoint
ALTER TABLE "speech" DROP CONSTRAINT "speech_groupId_day_pk";--> statement-breakpoint
ALTER TABLE "tallies" DROP CONSTRAINT "tallies_pollId_pk";--> statement-breakpoint
ALTER TABLE "timers" DROP CONSTRAINT "timers_key_pk";--> statement-breakpoint
ALTER TABLE "ballots" DROP CONSTRAINT "ballots_pkey";--> statement-breakpoint
ALTER TABLE "ballots" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "ballots_id_seq";--> statement-breakpoint
ALTER TABLE "digests" DROP CONSTRAINT "digests_pkey";--> statement-breakpoint
ALTER TABLE "digests" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "digests_id_seq";--> statement-breakpoint
ALTER TABLE "households" DROP CONSTRAINT "households_pkey";--> statement-breakpoint
ALTER TABLE "households" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "households_id_seq";--> statement-breakpoint
ALTER TABLE "outbox" DROP CONSTRAINT "outbox_pkey";--> statement-breakpoint
ALTER TABLE "outbox" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "outbox_id_seq";--> statement-breakpoint
ALTER TABLE "polls" DROP CONSTRAINT "polls_pkey";--> statement-breakpoint
ALTER TABLE "polls" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "polls_id_seq";--> statement-breakpoint
ALTER TABLE "shifts" DROP CONSTRAINT "shifts_pkey";--> statement-breakpoint
ALTER TABLE "shifts" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "shifts_id_seq";--> statement-breakpoint
ALTER TABLE "signups" DROP CONSTRAINT "signups_pkey";--> statement-breakpoint
ALTER TABLE "signups" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "signups_id_seq";--> statement-breakpoint
ALTER TABLE "suggestions" DROP CONSTRAINT "suggestions_pkey";--> statement-breakpoint
ALTER TABLE "suggestions" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "suggestions_id_seq";--> statement-breakpoint
ALTER TABLE "works" DROP CONSTRAINT "works_pkey";--> statement-breakpoint
ALTER TABLE "works" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE "works_id_seq";--> statement-breakpoint
ALTER TABLE "ballots" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "chats" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "seq" bigint;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "digest" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "salt" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "marks" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "shifts" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "signups" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "speech" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "tallies" ADD COLUMN "communityId" text;--> statement-breakpoint
ALTER TABLE "tallies" ADD COLUMN "sum" text;--> statement-breakpoint
ALTER TABLE "tallies" ADD COLUMN "timerAt" bigint;--> statement-breakpoint
update "chats" set "communityId" = coalesce((select g."communityId" from "groups" g where g."id" = "chats"."groupId"), (select m."communityId" from "members" m where m."id" = "chats"."memberId"), case "kind" when 'system' then "account" else '' end);--> statement-breakpoint
insert into "lanes" ("communityId", "chatId", "seq", "cursor", "emptied") select "communityId", "id", "seq", "cursor", 0 from "chats";--> statement-breakpoint
update "identities" set "communityId" = coalesce((select m."communityId" from "members" m where m."id" = "identities"."memberId"), '');--> statement-breakpoint
update "inbox" set "communityId" = coalesce((select c."communityId" from "chats" c where c."id" = "inbox"."chatId"), '');--> statement-breakpoint
update "outbox" set "communityId" = coalesce((select c."communityId" from "chats" c where c."id" = "outbox"."chatId"), '');--> statement-breakpoint
update "memberships" set "communityId" = coalesce((select g."communityId" from "groups" g where g."id" = "memberships"."groupId"), '');--> statement-breakpoint
update "roles" set "communityId" = coalesce((select m."communityId" from "members" m where m."id" = "roles"."memberId"), '');--> statement-breakpoint
update "questions" set "communityId" = coalesce((select m."communityId" from "members" m where m."id" = "questions"."memberId"), '');--> statement-breakpoint
update "ballots" set "communityId" = coalesce((select p."communityId" from "polls" p where p."id" = "ballots"."pollId"), '');--> statement-breakpoint
update "tallies" set "communityId" = coalesce((select p."communityId" from "polls" p where p."id" = "tallies"."pollId"), '');--> statement-breakpoint
update "shifts" set "communityId" = coalesce((select w."communityId" from "works" w where w."id" = "shifts"."workId"), '');--> statement-breakpoint
update "signups" set "communityId" = coalesce((select w."communityId" from "works" w where w."id" = "signups"."workId"), '');--> statement-breakpoint
update "speech" set "communityId" = coalesce((select g."communityId" from "groups" g where g."id" = "speech"."groupId"), '');--> statement-breakpoint
update "marks" set "communityId" = coalesce((select c."id" from "communities" c where substr("marks"."key", 1, length(c."id") + 1) = c."id" || ':' order by length(c."id") desc limit 1), '');--> statement-breakpoint
update "marks" set "key" = substr("key", length("communityId") + 2) where "communityId" <> '';--> statement-breakpoint
update "events" set "seq" = "n"."seq", "digest" = '', "hash" = '' from (select "id", row_number() over (partition by "communityId" order by "id") as "seq" from "events") as "n" where "n"."id" = "events"."id";--> statement-breakpoint
delete from "counters" where "name" = 'scrubbed';--> statement-breakpoint
ALTER TABLE "ballots" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "chats" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "seq" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "digest" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "hash" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "identities" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "inbox" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "marks" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "roles" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "shifts" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "signups" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "speech" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "tallies" ALTER COLUMN "communityId" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ballots" ADD CONSTRAINT "ballots_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "households" ADD CONSTRAINT "households_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "marks" ADD CONSTRAINT "marks_communityId_key_pk" PRIMARY KEY("communityId","key");--> statement-breakpoint
ALTER TABLE "members" ADD CONSTRAINT "members_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_communityId_memberId_groupId_pk" PRIMARY KEY("communityId","memberId","groupId");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "polls" ADD CONSTRAINT "polls_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_communityId_chatId_memberId_pk" PRIMARY KEY("communityId","chatId","memberId");--> statement-breakpoint
ALTER TABLE "residencies" ADD CONSTRAINT "residencies_communityId_memberId_home_pk" PRIMARY KEY("communityId","memberId","home");--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_communityId_memberId_role_pk" PRIMARY KEY("communityId","memberId","role");--> statement-breakpoint
ALTER TABLE "shifts" ADD CONSTRAINT "shifts_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "signups" ADD CONSTRAINT "signups_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "speech" ADD CONSTRAINT "speech_communityId_groupId_day_pk" PRIMARY KEY("communityId","groupId","day");--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
ALTER TABLE "tallies" ADD CONSTRAINT "tallies_communityId_pollId_pk" PRIMARY KEY("communityId","pollId");--> statement-breakpoint
ALTER TABLE "timers" ADD CONSTRAINT "timers_communityId_key_pk" PRIMARY KEY("communityId","key");--> statement-breakpoint
ALTER TABLE "works" ADD CONSTRAINT "works_communityId_id_pk" PRIMARY KEY("communityId","id");--> statement-breakpoint
CREATE INDEX "ballots_communityId_memberId_pollId_index" ON "ballots" USING btree ("communityId","memberId","pollId");--> statement-breakpoint
CREATE INDEX "ballots_communityId_pollId_home_index" ON "ballots" USING btree ("communityId","pollId","home");--> statement-breakpoint
CREATE INDEX "chats_communityId_groupId_index" ON "chats" USING btree ("communityId","groupId");--> statement-breakpoint
CREATE INDEX "chats_communityId_memberId_index" ON "chats" USING btree ("communityId","memberId");--> statement-breakpoint
CREATE INDEX "identities_communityId_memberId_index" ON "identities" USING btree ("communityId","memberId");--> statement-breakpoint
CREATE INDEX "memberships_communityId_groupId_index" ON "memberships" USING btree ("communityId","groupId");--> statement-breakpoint
CREATE INDEX "outbox_communityId_chatId_status_index" ON "outbox" USING btree ("communityId","chatId","status");--> statement-breakpoint
CREATE INDEX "outbox_communityId_chatId_nativeId_index" ON "outbox" USING btree ("communityId","chatId","nativeId");--> statement-breakpoint
CREATE INDEX "polls_communityId_groupId_status_index" ON "polls" USING btree ("communityId","groupId","status");--> statement-breakpoint
CREATE INDEX "shifts_communityId_workId_index" ON "shifts" USING btree ("communityId","workId");--> statement-breakpoint
CREATE INDEX "signups_communityId_shiftId_status_index" ON "signups" USING btree ("communityId","shiftId","status");--> statement-breakpoint
CREATE INDEX "signups_communityId_workId_index" ON "signups" USING btree ("communityId","workId");--> statement-breakpoint
CREATE INDEX "signups_communityId_memberId_status_index" ON "signups" USING btree ("communityId","memberId","status");--> statement-breakpoint
CREATE INDEX "suggestions_communityId_authorId_index" ON "suggestions" USING btree ("communityId","authorId");--> statement-breakpoint
CREATE INDEX "timers_communityId_kind_subject_index" ON "timers" USING btree ("communityId","kind","subject");--> statement-breakpoint
CREATE INDEX "works_communityId_groupId_status_index" ON "works" USING btree ("communityId","groupId","status");--> statement-breakpoint
ALTER TABLE "chats" DROP COLUMN "seq";--> statement-breakpoint
ALTER TABLE "chats" DROP COLUMN "cursor";--> statement-breakpoint
ALTER TABLE "events" DROP COLUMN "id";--> statement-breakpoint
ALTER TABLE "inbox" DROP COLUMN "id";--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_communityId_adapter_account_extId_unique" UNIQUE("communityId","adapter","account","extId");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_communityId_key_unique" UNIQUE("communityId","key");--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_communityId_seq_pk" PRIMARY KEY("communityId","seq");--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_communityId_chatId_seq_pk" PRIMARY KEY("communityId","chatId","seq");
