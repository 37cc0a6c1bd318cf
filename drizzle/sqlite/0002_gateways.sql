CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`until` integer NOT NULL,
	`health` text NOT NULL
);
--> statement-breakpoint
DROP INDEX `outbox_status_chatId_index`;--> statement-breakpoint
ALTER TABLE `outbox` ADD `adapter` text;--> statement-breakpoint
ALTER TABLE `outbox` ADD `account` text;--> statement-breakpoint
CREATE INDEX `outbox_status_adapter_account_index` ON `outbox` (`status`,`adapter`,`account`);--> statement-breakpoint
CREATE INDEX `outbox_chatId_status_index` ON `outbox` (`chatId`,`status`);--> statement-breakpoint
UPDATE `outbox` SET `adapter` = (SELECT `chats`.`adapter` FROM `chats` WHERE `chats`.`id` = `outbox`.`chatId`), `account` = (SELECT `chats`.`account` FROM `chats` WHERE `chats`.`id` = `outbox`.`chatId`);
