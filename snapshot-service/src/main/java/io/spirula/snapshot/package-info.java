/** Inventory, snapshots, source retention. */
@NullMarked
package io.spirula.snapshot;

import org.jspecify.annotations.NullMarked;
