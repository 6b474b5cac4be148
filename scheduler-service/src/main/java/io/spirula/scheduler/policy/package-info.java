/** Policies: their revisions, and applying, pausing and deleting them. */
@NullMarked
package io.spirula.scheduler.policy;

import org.jspecify.annotations.NullMarked;
