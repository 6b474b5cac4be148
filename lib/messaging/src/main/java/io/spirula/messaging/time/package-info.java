/** What time it is, for all instances alike. */
@NullMarked
package io.spirula.messaging.time;

import org.jspecify.annotations.NullMarked;
