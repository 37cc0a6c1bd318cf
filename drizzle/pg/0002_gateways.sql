CREATE TABLE "leases" (
	"name" text NOT NULL,
	"holder" text NOT NULL,
	"until" bigint NOT NULL,
	"health" text NOT NULL,
	CONSTRAINT "leases_name_pk" PRIMARY KEY("name")
);
--> statement-breakpoint
DROP INDEX "outbox_status_chatId_index";--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "adapter" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "account" text;--> statement-breakpoint
CREATE INDEX "outbox_status_adapter_account_index" ON "outbox" USING btree ("status","adapter","account");--> statement-breakpoint
CREATE INDEX "outbox_chatId_status_index" ON "outbox" USING btree ("chatId","status");--> statement-breakpoint
UPDATE "outbox" SET "adapter" = (SELECT "chats"."adapter" FROM "chats" WHERE "chats"."id" = "outbox"."chatId"), "account" = (SELECT "chats"."account" FROM "chats" WHERE "chats"."id" = "outbox"."chatId");
