package io.spirula.scheduler.adoption;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be adopted.
 *
 * @param place {@code cluster/pool[/namespace]}; without a namespace all of the pool
 * @param tenant whose points are that do not say it themselves; null for the tenant {@code default}
 */
record AdoptionOrder(@Nullable String place, @Nullable String tenant) {}
