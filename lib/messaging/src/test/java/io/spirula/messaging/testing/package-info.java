/** For tests of services: the rest of the world on a real broker. */
@NullMarked
package io.spirula.messaging.testing;

import org.jspecify.annotations.NullMarked;
