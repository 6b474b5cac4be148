@NullMarked
package io.spirula.transfer.backoff;

import org.jspecify.annotations.NullMarked;
