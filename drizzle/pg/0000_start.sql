CREATE TABLE "ballots" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"pollId" bigint NOT NULL,
	"memberId" text NOT NULL,
	"home" text,
	"choice" text NOT NULL,
	"at" bigint NOT NULL,
	"messageId" text NOT NULL,
	"counted" boolean NOT NULL,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "chats" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	"epoch" text NOT NULL,
	"nativeId" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"groupId" text,
	"memberId" text,
	"seq" bigint NOT NULL,
	"cursor" bigint NOT NULL,
	CONSTRAINT "chats_adapter_account_epoch_kind_nativeId_unique" UNIQUE("adapter","account","epoch","kind","nativeId")
);
--> statement-breakpoint
CREATE TABLE "communities" (
	"id" text NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"dueDays" bigint NOT NULL,
	"demo" boolean NOT NULL,
	"createdAt" bigint NOT NULL,
	CONSTRAINT "communities_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"communityId" text NOT NULL,
	"name" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "counters_communityId_name_pk" PRIMARY KEY("communityId","name")
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"groupId" text,
	"at" bigint NOT NULL,
	"text" text NOT NULL,
	"late" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"at" bigint NOT NULL,
	"type" text NOT NULL,
	"actor" text NOT NULL,
	"messageId" text,
	"subject" text NOT NULL,
	"data" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "gaps" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	"from" bigint NOT NULL,
	"to" bigint NOT NULL,
	CONSTRAINT "gaps_adapter_account_from_unique" UNIQUE("adapter","account","from")
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" text NOT NULL,
	"communityId" text NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"building" text,
	"unit" text,
	"chatId" bigint NOT NULL,
	"createdAt" bigint NOT NULL,
	CONSTRAINT "groups_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "households" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"home" text NOT NULL,
	"building" text NOT NULL,
	"unit" text,
	"room" text NOT NULL,
	"area" bigint,
	"areaSource" text,
	"owners" text NOT NULL,
	"phones" text NOT NULL,
	CONSTRAINT "households_communityId_home_unique" UNIQUE("communityId","home")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	"epoch" text NOT NULL,
	"nativeId" text NOT NULL,
	"memberId" text NOT NULL,
	CONSTRAINT "identities_adapter_account_epoch_nativeId_unique" UNIQUE("adapter","account","epoch","nativeId")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"chatId" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	"extId" text NOT NULL,
	"kind" text NOT NULL,
	"payload" text NOT NULL,
	"sentAt" bigint NOT NULL,
	"receivedAt" bigint NOT NULL,
	"memberId" text,
	"outcome" text,
	"attempts" bigint NOT NULL,
	"error" text,
	CONSTRAINT "inbox_adapter_account_extId_unique" UNIQUE("adapter","account","extId"),
	CONSTRAINT "inbox_chatId_seq_unique" UNIQUE("chatId","seq")
);
--> statement-breakpoint
CREATE TABLE "marks" (
	"key" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "marks_key_pk" PRIMARY KEY("key")
);
--> statement-breakpoint
CREATE TABLE "members" (
	"id" text NOT NULL,
	"communityId" text NOT NULL,
	"name" text NOT NULL,
	"wantsDigest" boolean NOT NULL,
	"createdAt" bigint NOT NULL,
	"forgottenAt" bigint,
	CONSTRAINT "members_id_pk" PRIMARY KEY("id")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"memberId" text NOT NULL,
	"groupId" text NOT NULL,
	"card" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "memberships_memberId_groupId_pk" PRIMARY KEY("memberId","groupId")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"chatId" bigint NOT NULL,
	"payload" text NOT NULL,
	"status" text NOT NULL,
	"attempts" bigint NOT NULL,
	"notBefore" bigint NOT NULL,
	"createdAt" bigint NOT NULL,
	"settledAt" bigint,
	"nativeId" text,
	CONSTRAINT "outbox_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "polls" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"number" bigint NOT NULL,
	"groupId" text NOT NULL,
	"title" text NOT NULL,
	"options" text NOT NULL,
	"anonymous" boolean NOT NULL,
	"multiple" boolean NOT NULL,
	"perHome" boolean NOT NULL,
	"hidden" boolean NOT NULL,
	"buildings" text,
	"status" text NOT NULL,
	"createdBy" text NOT NULL,
	"openedAt" bigint NOT NULL,
	"closesAt" bigint NOT NULL,
	"closedAt" bigint,
	CONSTRAINT "polls_communityId_number_unique" UNIQUE("communityId","number")
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"chatId" bigint NOT NULL,
	"memberId" text NOT NULL,
	"question" text NOT NULL,
	"messageId" text NOT NULL,
	"expiresAt" bigint NOT NULL,
	CONSTRAINT "questions_chatId_memberId_pk" PRIMARY KEY("chatId","memberId")
);
--> statement-breakpoint
CREATE TABLE "residencies" (
	"memberId" text NOT NULL,
	"communityId" text NOT NULL,
	"home" text NOT NULL,
	"status" text NOT NULL,
	"source" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "residencies_memberId_home_pk" PRIMARY KEY("memberId","home")
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"memberId" text NOT NULL,
	"role" text NOT NULL,
	"grantedAt" bigint NOT NULL,
	"grantedBy" text NOT NULL,
	CONSTRAINT "roles_memberId_role_pk" PRIMARY KEY("memberId","role")
);
--> statement-breakpoint
CREATE TABLE "shifts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workId" bigint NOT NULL,
	"label" text NOT NULL,
	"start" bigint NOT NULL,
	"end" bigint NOT NULL,
	"places" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "signups" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workId" bigint NOT NULL,
	"shiftId" bigint NOT NULL,
	"memberId" text NOT NULL,
	"home" text,
	"status" text NOT NULL,
	"onBehalfOf" text,
	"at" bigint NOT NULL,
	"messageId" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "speech" (
	"groupId" text NOT NULL,
	"day" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "speech_groupId_day_pk" PRIMARY KEY("groupId","day")
);
--> statement-breakpoint
CREATE TABLE "suggestions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"number" bigint NOT NULL,
	"status" text NOT NULL,
	"text" text NOT NULL,
	"authorId" text NOT NULL,
	"home" text,
	"groupId" text,
	"private" boolean NOT NULL,
	"category" text NOT NULL,
	"place" text,
	"unit" text,
	"createdAt" bigint NOT NULL,
	"dueAt" bigint NOT NULL,
	"closedAt" bigint,
	"outcome" text,
	"mergedInto" bigint,
	"messageId" text,
	CONSTRAINT "suggestions_communityId_number_unique" UNIQUE("communityId","number")
);
--> statement-breakpoint
CREATE TABLE "tallies" (
	"pollId" bigint NOT NULL,
	"at" bigint NOT NULL,
	"unseen" bigint NOT NULL,
	CONSTRAINT "tallies_pollId_pk" PRIMARY KEY("pollId")
);
--> statement-breakpoint
CREATE TABLE "timers" (
	"key" text NOT NULL,
	"communityId" text NOT NULL,
	"groupId" text,
	"kind" text NOT NULL,
	"subject" bigint NOT NULL,
	"dueAt" bigint NOT NULL,
	"firedAt" bigint,
	CONSTRAINT "timers_key_pk" PRIMARY KEY("key")
);
--> statement-breakpoint
CREATE TABLE "tokens" (
	"hash" text NOT NULL,
	"kind" text NOT NULL,
	"communityId" text NOT NULL,
	"memberId" text,
	"role" text NOT NULL,
	"expiresAt" bigint NOT NULL,
	"usedAt" bigint,
	CONSTRAINT "tokens_hash_pk" PRIMARY KEY("hash")
);
--> statement-breakpoint
CREATE TABLE "works" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"communityId" text NOT NULL,
	"number" bigint NOT NULL,
	"groupId" text NOT NULL,
	"title" text NOT NULL,
	"place" text NOT NULL,
	"requirements" text NOT NULL,
	"payFen" bigint NOT NULL,
	"payPer" text NOT NULL,
	"status" text NOT NULL,
	"createdBy" text NOT NULL,
	"createdAt" bigint NOT NULL,
	CONSTRAINT "works_communityId_number_unique" UNIQUE("communityId","number")
);
--> statement-breakpoint
CREATE INDEX "ballots_pollId_counted_index" ON "ballots" USING btree ("pollId","counted");--> statement-breakpoint
CREATE INDEX "ballots_pollId_memberId_index" ON "ballots" USING btree ("pollId","memberId");--> statement-breakpoint
CREATE INDEX "ballots_pollId_home_index" ON "ballots" USING btree ("pollId","home");--> statement-breakpoint
CREATE INDEX "chats_groupId_index" ON "chats" USING btree ("groupId");--> statement-breakpoint
CREATE INDEX "chats_memberId_index" ON "chats" USING btree ("memberId");--> statement-breakpoint
CREATE INDEX "digests_communityId_at_index" ON "digests" USING btree ("communityId","at");--> statement-breakpoint
CREATE INDEX "events_communityId_subject_index" ON "events" USING btree ("communityId","subject");--> statement-breakpoint
CREATE INDEX "events_communityId_type_index" ON "events" USING btree ("communityId","type");--> statement-breakpoint
CREATE INDEX "groups_communityId_index" ON "groups" USING btree ("communityId");--> statement-breakpoint
CREATE INDEX "identities_memberId_index" ON "identities" USING btree ("memberId");--> statement-breakpoint
CREATE INDEX "members_communityId_index" ON "members" USING btree ("communityId");--> statement-breakpoint
CREATE INDEX "memberships_groupId_index" ON "memberships" USING btree ("groupId");--> statement-breakpoint
CREATE INDEX "outbox_status_chatId_index" ON "outbox" USING btree ("status","chatId");--> statement-breakpoint
CREATE INDEX "outbox_chatId_nativeId_index" ON "outbox" USING btree ("chatId","nativeId");--> statement-breakpoint
CREATE INDEX "polls_groupId_status_index" ON "polls" USING btree ("groupId","status");--> statement-breakpoint
CREATE INDEX "polls_communityId_status_index" ON "polls" USING btree ("communityId","status");--> statement-breakpoint
CREATE INDEX "residencies_communityId_home_index" ON "residencies" USING btree ("communityId","home");--> statement-breakpoint
CREATE INDEX "shifts_workId_index" ON "shifts" USING btree ("workId");--> statement-breakpoint
CREATE INDEX "signups_shiftId_status_index" ON "signups" USING btree ("shiftId","status");--> statement-breakpoint
CREATE INDEX "signups_workId_index" ON "signups" USING btree ("workId");--> statement-breakpoint
CREATE INDEX "signups_memberId_status_index" ON "signups" USING btree ("memberId","status");--> statement-breakpoint
CREATE INDEX "suggestions_authorId_index" ON "suggestions" USING btree ("authorId");--> statement-breakpoint
CREATE INDEX "suggestions_communityId_mergedInto_index" ON "suggestions" USING btree ("communityId","mergedInto");--> statement-breakpoint
CREATE INDEX "timers_firedAt_dueAt_index" ON "timers" USING btree ("firedAt","dueAt");--> statement-breakpoint
CREATE INDEX "timers_kind_subject_index" ON "timers" USING btree ("kind","subject");--> statement-breakpoint
CREATE INDEX "works_groupId_status_index" ON "works" USING btree ("groupId","status");--> statement-breakpoint
CREATE INDEX "works_communityId_status_index" ON "works" USING btree ("communityId","status");