package io.spirula.contracts.event;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.VerifyMode;

/**
 * How the copies of a run are made; fixed when the run starts.
 *
 * @param diff how changes are found
 * @param verify how a copy is proven
 */
public record MoveSettings(DiffMode diff, VerifyMode verify) {}
