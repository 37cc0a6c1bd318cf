DROP INDEX "outbox_status_adapter_account_createdAt_index";--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "turn" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "doubtfulSince" bigint;--> statement-breakpoint
CREATE INDEX "outbox_status_adapter_account_turn_index" ON "outbox" USING btree ("status","adapter","account","turn");