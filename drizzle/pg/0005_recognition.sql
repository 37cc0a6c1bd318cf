CREATE TABLE "rosters" (
	"communityId" text NOT NULL,
	"groupId" text NOT NULL,
	"topic" text NOT NULL,
	"people" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "rosters_communityId_groupId_pk" PRIMARY KEY("communityId","groupId")
);
--> statement-breakpoint
ALTER TABLE "tokens" ADD COLUMN "groupId" text;