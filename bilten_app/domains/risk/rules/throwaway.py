"""Domains that give anybody an e-mail address for ten minutes."""

_LISTED = """
0-mail.com 10minutemail.com 10minutemail.net 1secmail.com 1secmail.net 1secmail.org
20minutemail.com 33mail.com anonbox.net anonymbox.com burnermail.io byom.de chacuo.net cock.li
deadaddress.com discard.email discardmail.com discardmail.de disposable.com disposablemail.com
dispostable.com dropmail.me easytrashmail.com emailfake.com emailondeck.com emailtemporanea.com
fakeinbox.com fakemail.net fakemailgenerator.com filzmail.com generator.email getairmail.com
getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info
guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com inboxbear.com
inboxkitten.com incognitomail.com jetable.org kurzepost.de lroid.com mail-temp.com
mail-temporaire.fr mail.tm mailcatch.com maildrop.cc maildu.de maileater.com mailexpire.com
mailforspam.com mailinator.com mailinator.net mailinator2.com mailmetrash.com mailmoat.com
mailnesia.com mailnull.com mailpoof.com mailsac.com mailshell.com mailtemp.info mailtothis.com
mailzilla.com meltmail.com mintemail.com moakt.com mohmal.com mt2015.com mvrht.com
my10minutemail.com mytemp.email mytrashmail.com nada.email no-spam.ws nowmymail.com
objectmail.com onewaymail.com pokemail.net rcpt.at reallymymail.com receiveee.com
sharklasers.com shitmail.me sofort-mail.de spam4.me spambog.com spambox.us spamex.com
spamfree24.org spamgourmet.com spamhole.com spaml.de temp-mail.io temp-mail.org tempail.com
tempe-mail.com tempinbox.com tempmail.de tempmail.dev tempmail.net tempmail.plus
tempmailaddress.com tempmailo.com tempr.email throwam.com throwawaymail.com tmail.ws
tmailinator.com tmpmail.net tmpmail.org trash-mail.at trash-mail.com trash-mail.de trashmail.com
trashmail.de trashmail.io trashmail.me trashmail.net trashmail.org trbvm.com wegwerfmail.de
wegwerfmail.net wegwerfmail.org yopmail.com yopmail.fr yopmail.net zetmail.com zoemail.org
"""
THROWAWAY = frozenset(_LISTED.split())
