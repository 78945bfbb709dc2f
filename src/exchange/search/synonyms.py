"""What means the same in digital change in the NHS, and what is close to it: abbreviations and other words.

Names of products, suppliers and functional areas, with their aliases, come from the registry instead.
"""

from exchange.plumbing.words import words_of

SAME = """
epr, ehr, emr, electronic patient record, electronic health record, electronic medical record
epma, hepma, eprescribing, e prescribing, electronic prescribing
pas, patient administration system
lims, laboratory information management, laboratory information system, pathology system
pacs, picture archiving
ris, radiology information system
order comms, order communications, ordercomms, results reporting
ed, ae, emergency department, accident and emergency, casualty
go live, golive, cutover, cut over, switch on, going live, went live
vte, venous thromboembolism
eobs, e obs, e observations, eobservations, electronic observations
news2, national early warning score, early warning score
shcr, shared care record, shared record, connected care record
icu, itu, intensive care, critical care
hdu, high dependency
lfpse, learn from patient safety events
rpa, robotic process automation, software robots, bots
ai, artificial intelligence
avt, ambient voice, ambient scribe, ai scribe
vdi, virtual desktop
sso, single sign on
mfa, multi factor authentication, two factor authentication
rfid, radio frequency identification
rtls, real time location
wifi, wi fi, wireless
bcma, barcode medication administration, closed loop medication, closed loop administration
fdp, federated data platform
ig, information governance
dpia, data protection impact assessment
cso, clinical safety officer
ccio, chief clinical information officer
cnio, chief nursing information officer
cio, chief information officer
icb, integrated care board
ics, integrated care system
gp, general practice, general practitioner, primary care
ahp, allied health professional
mdt, multidisciplinary team
rtt, referral to treatment, waiting list, waiting lists
dna, did not attend, missed appointment, missed appointments, no show, no shows
pifu, patient initiated follow up
a g, advice and guidance
ers, e referral, e referrals, electronic referral
ehealth, digital health
cad, computer aided dispatch, dispatch system
epcr, electronic patient care record
chis, child health information
camhs, child and adolescent mental health
cqc, care quality commission
hssib, hsib, health services safety investigations body, healthcare safety investigation branch
nao, national audit office
fhir, hl7
tie, integration engine, trust integration engine
edms, edrms, document management, scanned notes, scanning of notes
sus, secondary uses
bi, business intelligence
dspt, data security and protection toolkit
gde, global digital exemplar
npfit, national programme for it
los, length of stay
ttos, tto, take home medicines, discharge medicines, discharge medication
aki, acute kidney injury
bloods, blood tests, blood results, blood test
obs, observations, vital signs, vitals
notes, case notes, medical records, health records
op, outpatient, outpatients
ip, inpatient, inpatients
theatre, theatres, operating theatre, operating room
meds, medicines, medication, drugs
mat, maternity
comms, communications
byod, own devices
paper light, paperlite, paperless, paper free
"""
"""Each line a group: what a word of it finds, the others find."""

CLOSE = """
downtime, outage, crash, crashed, failure, unavailable, down, went down
ransomware, cyber attack, cyberattack, malware, wannacry, hacked
training, trained, train, e learning, elearning, floorwalkers, super users, superusers, champions
slow, performance, delays, lag
handover, handovers, hand over
error, errors, mistakes, mistake, wrong, incident, incidents
nurses, nursing, nurse, ward staff
doctors, clinicians, consultants, medics, junior doctors
midwives, midwife, maternity
savings, saved, cost, costs, money, benefits, efficiency
delay, delayed, postponed, late, overrun
migration, data migration, migrated, data transfer, legacy data
pilot, trial, tested, evaluation
adoption, uptake, engagement, resistance, buy in
alert fatigue, alerts, alarm, warnings, pop ups
interface, interfaces, interoperability, integration
procurement, tender, contract, business case, supplier, vendor
discharge, discharged, discharge summary, discharge letters
letters, correspondence, letter
telehealth, remote monitoring, virtual ward, hospital at home
video consultation, video consultations, video appointments, telemedicine, remote consultation
text messages, sms, reminders, text reminders
ipad, tablet, tablets, mobile devices, handheld, phones, smartphones
bed management, patient flow, command centre, bed state
blood transfusion, transfusion
tracking, tracked, barcode, barcodes, gs1, scan4safety
paper, handwritten, manual
"""
"""Each line a group of what stands near: the others find it too, but count for less."""


def groups(table: str) -> list[list[tuple[str, ...]]]:
    """Return the groups of a table, each phrase as its words."""
    lines = (line for line in table.splitlines() if line.strip())
    return [[tuple(words_of(phrase)) for phrase in line.split(",")] for line in lines]
