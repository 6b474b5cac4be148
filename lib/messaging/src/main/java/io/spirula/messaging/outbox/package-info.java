/** Events leave with the transaction that made them true. */
@NullMarked
package io.spirula.messaging.outbox;

import org.jspecify.annotations.NullMarked;
