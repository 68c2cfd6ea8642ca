"""How does licence evidence become files that machines take, lawyers check and offices print?

Every writer gets ``xingtu.facts.licence_evidence.LicenceEvidence`` and writes it: no clock, no network, the same evidence
gives the same bytes. None concludes anything, none writes a mailbox, and each says at its head when the evidence is incomplete.
"""
