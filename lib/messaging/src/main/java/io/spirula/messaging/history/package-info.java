/** What ended is forgotten after a time. */
@NullMarked
package io.spirula.messaging.history;

import org.jspecify.annotations.NullMarked;
