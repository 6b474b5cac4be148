/** Generations of replicas: their records, their names and who writes to them. */
@NullMarked
package io.spirula.transfer.replica;

import org.jspecify.annotations.NullMarked;
