/** Tests of forgetting. */
@NullMarked
package io.spirula.messaging.history;

import org.jspecify.annotations.NullMarked;
