CREATE TABLE `unknownEvents` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`adapter` text NOT NULL,
	`account` text NOT NULL,
	`type` text NOT NULL,
	`raw` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `unknownEvents_at_index` ON `unknownEvents` (`at`);