/** Leases on copies: who uses what, so that nothing in use is removed. */
@NullMarked
package io.spirula.transfer.lease;

import org.jspecify.annotations.NullMarked;
