DROP INDEX `outbox_status_adapter_account_createdAt_index`;--> statement-breakpoint
ALTER TABLE `outbox` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `doubtfulSince` integer;--> statement-breakpoint
CREATE INDEX `outbox_status_adapter_account_turn_index` ON `outbox` (`status`,`adapter`,`account`,`turn`);