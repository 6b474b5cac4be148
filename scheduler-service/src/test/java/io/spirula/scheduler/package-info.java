/** scheduler-service as a whole, on a real broker and database. */
@NullMarked
package io.spirula.scheduler;

import org.jspecify.annotations.NullMarked;
