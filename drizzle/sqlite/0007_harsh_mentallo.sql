CREATE TABLE `jielongCopies` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`jielongId` integer NOT NULL,
	`memberId` text NOT NULL,
	`messageId` text NOT NULL,
	`at` integer NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `jielongCopies_communityId_jielongId_index` ON `jielongCopies` (`communityId`,`jielongId`);--> statement-breakpoint
CREATE INDEX `jielongCopies_communityId_messageId_index` ON `jielongCopies` (`communityId`,`messageId`);--> statement-breakpoint
CREATE INDEX `jielongCopies_communityId_memberId_index` ON `jielongCopies` (`communityId`,`memberId`);--> statement-breakpoint
CREATE TABLE `jielongLines` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`jielongId` integer NOT NULL,
	`number` integer,
	`name` text,
	`home` text,
	`choice` text,
	`quantity` integer,
	`text` text NOT NULL,
	`memberId` text,
	`messageId` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `jielongLines_communityId_jielongId_index` ON `jielongLines` (`communityId`,`jielongId`);--> statement-breakpoint
CREATE INDEX `jielongLines_communityId_memberId_index` ON `jielongLines` (`communityId`,`memberId`);--> statement-breakpoint
CREATE TABLE `jielongs` (
	`id` integer NOT NULL,
	`communityId` text NOT NULL,
	`groupId` text NOT NULL,
	`number` integer,
	`title` text NOT NULL,
	`titleKey` text NOT NULL,
	`origin` text NOT NULL,
	`status` text NOT NULL,
	`poll` integer,
	`work` integer,
	`createdBy` text,
	`createdAt` integer NOT NULL,
	`closedAt` integer,
	PRIMARY KEY(`communityId`, `id`)
);
--> statement-breakpoint
CREATE INDEX `jielongs_communityId_groupId_status_index` ON `jielongs` (`communityId`,`groupId`,`status`);--> statement-breakpoint
CREATE INDEX `jielongs_communityId_number_index` ON `jielongs` (`communityId`,`number`);--> statement-breakpoint
CREATE TABLE `places` (
	`communityId` text NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`communityId`, `name`)
);
