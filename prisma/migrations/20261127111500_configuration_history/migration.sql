-- AlterTable
ALTER TABLE "config_version" ADD COLUMN "origin" JSON,
ADD COLUMN "summary" JSON;

-- AlterTable
ALTER TABLE "organisation" ADD COLUMN "config_source" JSON;
