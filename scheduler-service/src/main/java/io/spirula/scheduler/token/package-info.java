/** Administration of tokens over HTTP. */
@NullMarked
package io.spirula.scheduler.token;

import org.jspecify.annotations.NullMarked;
