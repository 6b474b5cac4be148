/** What policies ask of their targets, as far as this service needs to know. */
@NullMarked
package io.spirula.transfer.policy;

import org.jspecify.annotations.NullMarked;
