/** Records that a service could not take: kept whole on its dead-letter topics, and remembered in its database. */
@NullMarked
package io.spirula.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
