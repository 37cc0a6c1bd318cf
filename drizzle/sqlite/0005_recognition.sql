CREATE TABLE `rosters` (
	`communityId` text NOT NULL,
	`groupId` text NOT NULL,
	`topic` text NOT NULL,
	`people` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `groupId`)
);
--> statement-breakpoint
ALTER TABLE `tokens` ADD `groupId` text;