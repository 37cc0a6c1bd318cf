CREATE TABLE `candidates` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`number` integer NOT NULL,
	`status` text NOT NULL,
	`groupId` text NOT NULL,
	`memberId` text NOT NULL,
	`home` text,
	`messageId` text NOT NULL,
	`text` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`kind` text NOT NULL,
	`certainty` integer NOT NULL,
	`because` text NOT NULL,
	`at` integer NOT NULL,
	`suggestion` integer,
	PRIMARY KEY(`communityId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `candidates_communityId_status_index` ON `candidates` (`communityId`,`status`);--> statement-breakpoint
CREATE INDEX `candidates_communityId_memberId_index` ON `candidates` (`communityId`,`memberId`);--> statement-breakpoint
CREATE UNIQUE INDEX `candidates_communityId_number_unique` ON `candidates` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `lessons` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`source` text NOT NULL,
	`text` text NOT NULL,
	`label` text NOT NULL,
	`suggestion` integer,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `lessons_communityId_source_index` ON `lessons` (`communityId`,`source`);--> statement-breakpoint
CREATE INDEX `lessons_communityId_suggestion_index` ON `lessons` (`communityId`,`suggestion`);--> statement-breakpoint
ALTER TABLE `suggestions` ADD `kind` text;