/** Who may do what: tokens, roles, tenants. */
@NullMarked
package io.spirula.scheduler.security;

import org.jspecify.annotations.NullMarked;
