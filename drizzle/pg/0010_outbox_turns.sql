DROP INDEX "outbox_status_adapter_account_index";--> statement-breakpoint
DROP INDEX "outbox_communityId_chatId_status_index";--> statement-breakpoint
CREATE INDEX "outbox_status_adapter_account_createdAt_index" ON "outbox" USING btree ("status","adapter","account","createdAt");--> statement-breakpoint
CREATE INDEX "outbox_communityId_chatId_status_id_index" ON "outbox" USING btree ("communityId","chatId","status","id");