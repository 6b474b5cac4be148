package io.spirula.scheduler.problem;

import jakarta.servlet.http.HttpServletRequest;

/** Is told of every request that is refused, after what it had begun was undone. Never throws. */
public interface RefusalWitness {

    /**
     * @param detail what the caller is told
     */
    void refused(HttpServletRequest request, ProblemCode code, String detail);
}
