CREATE TABLE "jielongCopies" (
	"id" bigint NOT NULL,
	"communityId" text NOT NULL,
	"jielongId" bigint NOT NULL,
	"memberId" text NOT NULL,
	"messageId" text NOT NULL,
	"at" bigint NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "jielongCopies_communityId_id_pk" PRIMARY KEY("communityId","id")
);
--> statement-breakpoint
CREATE TABLE "jielongLines" (
	"id" bigint NOT NULL,
	"communityId" text NOT NULL,
	"jielongId" bigint NOT NULL,
	"number" bigint,
	"name" text,
	"home" text,
	"choice" text,
	"quantity" bigint,
	"text" text NOT NULL,
	"memberId" text,
	"messageId" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "jielongLines_communityId_id_pk" PRIMARY KEY("communityId","id")
);
--> statement-breakpoint
CREATE TABLE "jielongs" (
	"id" bigint NOT NULL,
	"communityId" text NOT NULL,
	"groupId" text NOT NULL,
	"number" bigint,
	"title" text NOT NULL,
	"titleKey" text NOT NULL,
	"origin" text NOT NULL,
	"status" text NOT NULL,
	"poll" bigint,
	"work" bigint,
	"createdBy" text,
	"createdAt" bigint NOT NULL,
	"closedAt" bigint,
	CONSTRAINT "jielongs_communityId_id_pk" PRIMARY KEY("communityId","id")
);
--> statement-breakpoint
CREATE TABLE "places" (
	"communityId" text NOT NULL,
	"name" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "places_communityId_name_pk" PRIMARY KEY("communityId","name")
);
--> statement-breakpoint
CREATE INDEX "jielongCopies_communityId_jielongId_index" ON "jielongCopies" USING btree ("communityId","jielongId");--> statement-breakpoint
CREATE INDEX "jielongCopies_communityId_messageId_index" ON "jielongCopies" USING btree ("communityId","messageId");--> statement-breakpoint
CREATE INDEX "jielongCopies_communityId_memberId_index" ON "jielongCopies" USING btree ("communityId","memberId");--> statement-breakpoint
CREATE INDEX "jielongLines_communityId_jielongId_index" ON "jielongLines" USING btree ("communityId","jielongId");--> statement-breakpoint
CREATE INDEX "jielongLines_communityId_memberId_index" ON "jielongLines" USING btree ("communityId","memberId");--> statement-breakpoint
CREATE INDEX "jielongs_communityId_groupId_status_index" ON "jielongs" USING btree ("communityId","groupId","status");--> statement-breakpoint
CREATE INDEX "jielongs_communityId_number_index" ON "jielongs" USING btree ("communityId","number");