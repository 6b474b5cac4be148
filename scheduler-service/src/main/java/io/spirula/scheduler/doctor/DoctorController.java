package io.spirula.scheduler.doctor;

import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether all is well, over HTTP, for who acts for all tenants: it names what they share. */
@RestController
class DoctorController {

    private final Consultation consultation;

    DoctorController(Consultation consultation) {
        this.consultation = consultation;
    }

    @GetMapping("/api/v1/doctor")
    DoctorView doctor(@AuthenticationPrincipal Caller caller) {
        if (!caller.actsForEverybody()) {
            throw Refusal.of(ProblemCode.FORBIDDEN, "What all tenants share is for those who act for all of them");
        }
        return consultation.consult();
    }
}
