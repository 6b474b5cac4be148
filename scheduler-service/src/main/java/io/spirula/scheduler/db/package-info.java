/** How values of ours are written to PostgreSQL and read back. */
@NullMarked
package io.spirula.scheduler.db;

import org.jspecify.annotations.NullMarked;
