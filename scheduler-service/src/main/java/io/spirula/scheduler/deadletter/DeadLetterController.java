package io.spirula.scheduler.deadletter;

import io.spirula.contracts.query.DeadLetterAnswer;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Dead letters over HTTP. They hold what belongs to any tenant, so they are for who acts for all of them. */
@RestController
class DeadLetterController {

    private final LetterDirectory directory;
    private final LetterCommands commands;

    DeadLetterController(LetterDirectory directory, LetterCommands commands) {
        this.directory = directory;
        this.commands = commands;
    }

    @GetMapping("/api/v1/dead-letters")
    LettersView list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false, defaultValue = "false") boolean all) {
        check(caller);
        return directory.list("", all);
    }

    @GetMapping("/api/v1/dead-letters/{id}")
    LetterContentView show(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        check(caller);
        LetterView letter = directory.one(id);
        return new LetterContentView(letter, directory.content(letter));
    }

    @PostMapping("/api/v1/dead-letters/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    LetterView replay(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        check(caller);
        return commands.replay(caller, id);
    }

    @PostMapping("/api/v1/dead-letters/{id}/discard")
    @ResponseStatus(HttpStatus.ACCEPTED)
    LetterView discard(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        check(caller);
        return commands.discard(caller, id);
    }

    private static void check(Caller caller) {
        if (!caller.actsForEverybody()) {
            throw Refusal.of(ProblemCode.FORBIDDEN, "Dead letters are for those who act for all tenants");
        }
    }

    /**
     * A letter with what is in it.
     *
     * @param letter the letter
     * @param content with escapes in place of what is not visible
     */
    record LetterContentView(LetterView letter, DeadLetterAnswer content) {}
}
