/** What operators do with dead letters: look at them, have them handled after all, give them up. */
@NullMarked
package io.spirula.messaging.redelivery;

import org.jspecify.annotations.NullMarked;
