/** Work that outlives the process that does it. */
@NullMarked
package io.spirula.messaging.work;

import org.jspecify.annotations.NullMarked;
