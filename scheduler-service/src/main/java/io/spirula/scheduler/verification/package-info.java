/** Verifications: asks for replicas to be compared with their sources, and follows that. */
@NullMarked
package io.spirula.scheduler.verification;

import org.jspecify.annotations.NullMarked;
