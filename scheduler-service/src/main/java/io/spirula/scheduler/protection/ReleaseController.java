package io.spirula.scheduler.protection;

import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Letting go of an image over HTTP. */
@RestController
class ReleaseController {

    private final ReleaseService releases;

    ReleaseController(ReleaseService releases) {
        this.releases = releases;
    }

    @PostMapping("/api/v1/images/release")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ReleaseAnswer release(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody ReleaseBody body) {
        if (body.image() == null) {
            throw Refusal.invalid("image", "image is missing");
        }
        GivenText.check("image", body.image());
        return releases.release(caller, body.image(), key);
    }

    /**
     * Which image.
     *
     * @param image what people call it
     */
    record ReleaseBody(@Nullable String image) {}

    /**
     * What was asked for.
     *
     * @param image the image
     * @param command the command
     * @param warning what the caller should know; null when there is nothing
     */
    record ReleaseAnswer(
            String image, UUID command, @Nullable String warning) {}
}
