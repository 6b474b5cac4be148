/** Topics exist as the contracts say. */
@NullMarked
package io.spirula.messaging.topic;

import org.jspecify.annotations.NullMarked;
