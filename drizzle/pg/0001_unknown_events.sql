CREATE TABLE "unknownEvents" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"adapter" text NOT NULL,
	"account" text NOT NULL,
	"type" text NOT NULL,
	"raw" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
DROP INDEX "ballots_pollId_memberId_index";--> statement-breakpoint
DROP INDEX "ballots_pollId_home_index";--> statement-breakpoint
CREATE INDEX "unknownEvents_at_index" ON "unknownEvents" USING btree ("at");--> statement-breakpoint
CREATE INDEX "ballots_pollId_memberId_counted_index" ON "ballots" USING btree ("pollId","memberId","counted");--> statement-breakpoint
CREATE INDEX "ballots_pollId_home_counted_index" ON "ballots" USING btree ("pollId","home","counted");