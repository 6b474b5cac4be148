/** What is to be billed: bytes moved in vain, bytes kept over time, bytes restored. */
@NullMarked
package io.spirula.transfer.usage;

import org.jspecify.annotations.NullMarked;
