-- Lists of keys and aliases among a million (decisions 18): each page walks one index per cell, that is per account and
-- instance, already in order. What stands behind the pk orders nothing: it lets the index alone filter and count.

DROP INDEX "key_account_id_region_created_at_pk_idx";
DROP INDEX "key_instance_pk_created_at_pk_idx";

CREATE INDEX "key_list" ON "key"("account_id", "region", "instance_pk", "created_at", "pk",
  "delete_at", "state", "kind", "spec", "usage", "protection_level");
CREATE INDEX "key_list_of_state" ON "key"("account_id", "region", "instance_pk", "state", "created_at", "pk",
  "delete_at", "kind", "spec", "usage", "protection_level");
-- Whose keys lie in an instance; few distinct values, which a B-tree keeps once each.
CREATE INDEX "key_instance_pk_account_id_idx" ON "key"("instance_pk", "account_id");
-- Default and service keys are few among the customer's.
CREATE INDEX key_not_customer ON "key"("account_id", "region", "created_at", "pk") WHERE "kind" <> 'Customer';

CREATE INDEX "key_tag_name_value_key_pk_idx" ON "key_tag"("name", "value", "key_pk");
CREATE INDEX "key_tag_value_key_pk_idx" ON "key_tag"("value", "key_pk");

CREATE INDEX "alias_list" ON "alias"("account_id", "region", "created_at", "pk", "key_pk");
