/** Adoptions: asks for what the replicas in a place hold to be taken up, and follows that. */
@NullMarked
package io.spirula.scheduler.adoption;

import org.jspecify.annotations.NullMarked;
