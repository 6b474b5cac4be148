/** What images exist, as snapshot-service told, and how people's names for them are understood. */
@NullMarked
package io.spirula.scheduler.inventory;

import org.jspecify.annotations.NullMarked;
