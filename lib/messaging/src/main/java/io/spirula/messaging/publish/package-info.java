/** Events that may be lost. */
@NullMarked
package io.spirula.messaging.publish;

import org.jspecify.annotations.NullMarked;
