CREATE TABLE "candidates" (
	"id" bigint NOT NULL,
	"communityId" text NOT NULL,
	"number" bigint NOT NULL,
	"status" text NOT NULL,
	"groupId" text NOT NULL,
	"memberId" text NOT NULL,
	"home" text,
	"messageId" text NOT NULL,
	"text" text NOT NULL,
	"start" bigint NOT NULL,
	"end" bigint NOT NULL,
	"kind" text NOT NULL,
	"certainty" bigint NOT NULL,
	"because" text NOT NULL,
	"at" bigint NOT NULL,
	"suggestion" bigint,
	CONSTRAINT "candidates_communityId_id_pk" PRIMARY KEY("communityId","id"),
	CONSTRAINT "candidates_communityId_number_unique" UNIQUE("communityId","number")
);
--> statement-breakpoint
CREATE TABLE "lessons" (
	"id" bigint NOT NULL,
	"communityId" text NOT NULL,
	"source" text NOT NULL,
	"text" text NOT NULL,
	"label" text NOT NULL,
	"suggestion" bigint,
	"at" bigint NOT NULL,
	CONSTRAINT "lessons_communityId_id_pk" PRIMARY KEY("communityId","id")
);
--> statement-breakpoint
ALTER TABLE "suggestions" ADD COLUMN "kind" text;--> statement-breakpoint
CREATE INDEX "candidates_communityId_status_index" ON "candidates" USING btree ("communityId","status");--> statement-breakpoint
CREATE INDEX "candidates_communityId_memberId_index" ON "candidates" USING btree ("communityId","memberId");--> statement-breakpoint
CREATE INDEX "lessons_communityId_source_index" ON "lessons" USING btree ("communityId","source");--> statement-breakpoint
CREATE INDEX "lessons_communityId_suggestion_index" ON "lessons" USING btree ("communityId","suggestion");