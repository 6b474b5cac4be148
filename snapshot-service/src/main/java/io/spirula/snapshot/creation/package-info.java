/** Makes the snapshots that backups ask for. */
@NullMarked
package io.spirula.snapshot.creation;

import org.jspecify.annotations.NullMarked;
