/** Our snapshots on the source, the leases on them, and their removal. */
@NullMarked
package io.spirula.snapshot.retention;

import org.jspecify.annotations.NullMarked;
