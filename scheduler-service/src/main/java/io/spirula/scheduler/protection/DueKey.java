package io.spirula.scheduler.protection;

import io.spirula.contracts.LineageId;

/**
 * Names a protection.
 *
 * @param lineage the disk
 * @param policy the policy
 */
public record DueKey(LineageId lineage, String policy) {}
